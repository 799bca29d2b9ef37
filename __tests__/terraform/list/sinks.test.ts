import { sinkOf } from "../../../lib/terraform";

describe("a variable of GitLab as a sink", () => {
  const whyClear = (type: string, body: object): string | undefined => sinkOf(type)?.whyClear?.({ value: "x", ...body });

  test.each(["gitlab_project_variable", "gitlab_group_variable"])(
    "%s keeps a value where it is masked, or hidden, which masks it",
    (type) => {
      expect(whyClear(type, { masked: true })).toBeUndefined();
      expect(whyClear(type, { hidden: true })).toBeUndefined();
      expect(whyClear(type, { hidden: "true" })).toBeUndefined();
      expect(whyClear(type, { masked: false, hidden: true })).toBeUndefined();
    },
  );

  test.each(["gitlab_project_variable", "gitlab_group_variable"])("%s shows a value in logs where it is neither", (type) => {
    for (const body of [{}, { masked: false }, { hidden: false }, { masked: "${var.x}" }, { hidden: "${var.x}", protected: true }])
      expect([body, whyClear(type, body)]).toEqual([body, "is not masked: jobs show it in their logs"]);
  });
});
