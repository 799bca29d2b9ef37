import { defineRule } from "../define-rule";

export const ignoredChanges = defineRule({
  id: "ignored-changes",
  title: "what is written for a token is what it gets",
  why: "with ignore_changes Terraform leaves what is live as it is: it may be more than what was reviewed, and stays that",
  fix: "remove ignore_changes",
  level: "error",
  waivable: false,
  token: ({ ignored = [] }) =>
    ignored.length === 0
      ? []
      : [
          {
            detail: "lifecycle.ignore_changes",
            message: `Terraform ignores changes of ${ignored.join(", ")}: what is live may be something else`,
          },
        ],
});
