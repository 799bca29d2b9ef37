import { defineRule } from "../define-rule";

/*
 * What is found about the rules themselves. They have no check of their own: `evaluate` reports them, whatever pack is in use; a pack may raise or lower
 * their level, and can't leave them out.
 */

export const ruleFailed = defineRule({
  id: "rule-failed",
  title: "every rule runs to its end",
  why: "a rule that fails has checked nothing",
  fix: "correct the rule, or report it if it is one of this package",
  level: "error",
  waivable: false,
});

export const acknowledgementExpired = defineRule({
  id: "acknowledgement-expired",
  title: "acknowledgements are in time",
  why: "what somebody answered for until a date has to be looked at again after it",
  fix: "correct what was acknowledged, or set a later date",
  waivable: false,
});

export const acknowledgementUnused = defineRule({
  id: "acknowledgement-unused",
  title: "acknowledgements are about something",
  why: "one that is left over would hide the next finding of its kind",
  fix: "remove it, or correct its rule and detail",
  waivable: false,
});

export const acknowledgementRefused = defineRule({
  id: "acknowledgement-refused",
  title: "acknowledgements are for rules that can be waived, and can be read",
  why: "somebody believes that a finding is settled, and it is not",
  fix: "remove it, and correct what the rule found",
  level: "error",
  waivable: false,
});
