/*
 * How the settings of a backend or a provider are listed. A name that is on no list is a finding; so is a value that Terraform computes, since it may be
 * anything.
 */

/** A host that a setting may name without anybody allowing it. */
export interface HostSetting {
  readonly hosts: readonly RegExp[];
}

/** A text of which a host is made, or that a host must not be mistaken for. */
export interface PlaceSetting {
  readonly form: RegExp;
}

export type Setting = "plain" | HostSetting | PlaceSetting | { readonly block: Settings };
export type Settings = Readonly<Record<string, Setting>>;

/** Settings whose values are literal and say nothing of where anything goes. */
export function plain(names: string): Settings {
  return Object.fromEntries(names.split(" ").map((name) => [name, "plain" as const]));
}

/** A host that nobody has by itself: each is allowed by its team. */
export const ANY_HOST: HostSetting = { hosts: [] };
