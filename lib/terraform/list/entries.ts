/** Why something is on no list: what is wanted instead, why, and what to do. */
export interface ListEntry {
  readonly wanted: string;
  readonly why: string;
  readonly fix: string;
  /**
   * `hostile`: an error in every pack; `pack`: as bad as the pack says; `other`: touches no token and runs no program, so it is a note unless the pack
   * has an error for the rule; `pipelines`: fine by itself, and nothing that a pipeline applies.
   */
  readonly weight: Weight;
}

export type Weight = "hostile" | "pack" | "other" | "pipelines";

/** By a name that stands in each finding. */
export const ENTRIES = {
  "access-outside-tokens": {
    wanted: "access is given by tokens only",
    why: "members, OAuth clients, shares, rules of Access and other credentials stand in no summary, no access diff and no snapshot: nobody reviews what they may do",
    fix: "manage them elsewhere, where the credential that deploys tokens does not reach",
    weight: "pack",
  },
  "unknown-type": {
    wanted: "every type of the provider is sorted",
    why: "a type that is new to this package may give access, or show a secret",
    fix: "take a newer version of this package, or manage it elsewhere",
    weight: "pack",
  },
  "other-type": {
    wanted: "tokens stand by themselves",
    why: "whoever applies tokens changes this as well, and no review of access shows it",
    fix: "manage it in a stack of its own",
    weight: "other",
  },
  "unknown-block": {
    wanted: "a stack holds blocks of known kinds",
    why: "what Terraform does with other blocks is not followed here",
    fix: "remove it",
    weight: "pack",
  },
  "unknown-argument": {
    wanted: "known arguments only",
    why: "what an argument does that is on no list is not known here: it may change what the token is, whose it is, or who reads it",
    fix: "remove it",
    weight: "pack",
  },
  "unknown-expression": {
    wanted: "an expression says the same whenever it is read",
    why: "what it gives hangs on the time, the machine or a program that nobody reads here",
    fix: "compute the value in the program that synthesizes",
    weight: "pack",
  },
  "imported-token": {
    wanted: "a token is made, not taken over",
    why: "somebody may hold the value of a token that is imported, and goes on holding it",
    fix: "remove the import once it is applied, and give the token a new value",
    weight: "pack",
  },
  "forgotten-token": {
    wanted: "a token that leaves the code is deleted",
    why: "what Terraform forgets keeps working where no review shows it any more",
    fix: "have it destroyed; one that another stack takes over is imported there in the same change",
    weight: "pack",
  },
  "uncertain-token": {
    wanted: "a token that is written is made",
    why: "with an expression for enabled it may or may not exist, whatever was reviewed",
    fix: "remove it, or write true",
    weight: "pack",
  },
  "ignored-changes": {
    wanted: "what is written for a token is what it gets",
    why: "with ignore_changes Terraform leaves what is live as it is: it may be more than what was reviewed, and stays that",
    fix: "remove ignore_changes",
    weight: "pipelines",
  },
  "unresolved-resource": {
    wanted: "every resource is an id or a plain reference",
    why: "an expression that computes a resource may turn out to be every zone, or another account",
    fix: "name the resource by its id, or by a reference such as var.zone or cloudflare_zone.site.id",
    weight: "hostile",
  },
  "token-value-exposed": {
    wanted: "a token's value goes to sensitive outputs and secret stores only, whole or as its SHA-256",
    why: "whoever reads a plain output, a file or another resource's arguments has the token; and what is computed of a value fails for some values and not for others, which tells it to the log, a character each",
    fix: "mark the output as sensitive, or write the value to a secret store; take it as it is",
    weight: "hostile",
  },
  "credential-in-file": {
    wanted: "no credential stands in the files",
    why: "they are committed, cached and uploaded; and a provider with a credential of its own takes what it is given to somebody else's account",
    fix: "give it by the environment, a provider's by a variable without a default as well",
    weight: "hostile",
  },
  "backend-without-lock": {
    wanted: "Terraform's state is locked while it changes",
    why: "two runs at once make two tokens for one, and one of them is in no state",
    fix: "use Backend.r2, Backend.s3 or Backend.cloud",
    weight: "pack",
  },
  "backend-without-encryption": {
    wanted: "Terraform's state is encrypted, and its owner's alone",
    why: "the state holds the value of every token in clear",
    fix: "use Backend.r2, Backend.s3 or Backend.cloud",
    weight: "pack",
  },
  "other-state": {
    wanted: "states are kept where this package knows of locks, encryption and hosts",
    why: "the state holds the value of every token, and of another place nothing is known here",
    fix: "use Backend.r2, Backend.s3 or Backend.cloud",
    weight: "pack",
  },
  "foreign-provider": {
    wanted: "only listed providers run",
    why: "a provider is a program that runs beside the credential, at plan already",
    fix: "remove what needs it",
    weight: "hostile",
  },
  "broken-provider": {
    wanted: "a version of Cloudflare's provider that keeps tokens as they are",
    why: "with these versions every apply fails, destroys the token and makes another one",
    fix: 'write a constraint such as "~> 5.14, != 5.19.0, != 5.19.1"',
    weight: "pack",
  },
  "foreign-http": {
    wanted: "Terraform speaks with known hosts only",
    why: "a request can carry secrets out, its answer can decide what is applied, and a state at a stranger's host is every token's value",
    fix: "remove it",
    weight: "hostile",
  },
  "provider-base-url": {
    wanted: "the provider speaks with Cloudflare",
    why: "base_url sends the credential and every new token's value to another host",
    fix: "remove base_url; the tests of a stand-in set CLOUDFLARE_BASE_URL",
    weight: "hostile",
  },
  "external-program": {
    wanted: "Terraform runs no other program",
    why: "the program runs at plan, beside the credential, and can do what the pipeline can",
    fix: "remove it; compute the value in the program that synthesizes",
    weight: "hostile",
  },
  provisioner: {
    wanted: "no provisioners and connections",
    why: "a provisioner runs commands, here or elsewhere, beside the credential and the token's value",
    fix: "remove it",
    weight: "hostile",
  },
  "unread-module": {
    wanted: "no modules",
    why: "a module is Terraform that nobody reads here: it may make tokens and run programs, and a remote one may change without a commit",
    fix: "write what it does with constructs",
    weight: "hostile",
  },
  "reads-local-files": {
    wanted: "Terraform reads no files",
    why: "file(…), a setting that names a file or a state that is one can read the pipeline's environment and credentials into an output, a name, a Worker, a request or the plan",
    fix: "read the file in the program that synthesizes",
    weight: "hostile",
  },
  "unexpected-file": {
    wanted: "nothing but the synthesized file is read",
    why: "Terraform takes values and even providers from files in its folder that no review shows",
    fix: "remove it; pass variables by the environment (TF_VAR_…)",
    weight: "hostile",
  },
  "pipelines-only": {
    wanted: "a pipeline applies what our own stacks write",
    why: "a pipeline has no values but credentials, and nobody looks before it plans",
    fix: "write the value itself, or apply the stack by hand",
    weight: "pipelines",
  },
} as const satisfies Readonly<Record<string, ListEntry>>;

/** What the finding is about, by the name of an entry. */
export type EntryName = keyof typeof ENTRIES;
