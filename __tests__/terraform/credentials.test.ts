import { isCredentialText } from "../../lib/terraform";

const PART = `eyJ${"a".repeat(10)}`;

test.each([
  [`${PART}.${PART}.x`, true],
  [`Bearer ${PART}.${PART}.`, true],
  [`x-${PART}.${PART}.x and more`, true],
  [`x.y.${PART}.${PART}.x`, true],
  [`${PART}.${PART}`, false],
  [`${PART}.x${PART}.x`, false],
  [`x${PART}.${PART}.x`, false],
  [`eyJaaaa.${PART}.x`, false],
  [`${PART} .${PART}.x`, false],
])("whether %j holds a JSON web token: %s", (text, holds) => {
  expect(isCredentialText(text)).toBe(holds);
});
