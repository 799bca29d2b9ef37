/*
 * Functions of Terraform 1.16 and OpenTofu 1.13. Everything else, and every name that is on no list, hangs on more than what the files say.
 */

/** What our own expressions call, and what a pipeline takes. */
const EMITTED = words("contains distinct format jsonencode length one sha256 sort");

/** What else gives the same for the same arguments, and reads nothing. */
const PURE = words(
  // Numbers, texts
  "abs ceil floor log max min parseint pow signum sum chomp endswith formatlist indent join lower regex regexall replace split startswith " +
    "strcontains strrev substr title trim trimprefix trimspace trimsuffix upper basename dirname " +
    // Lists, maps, sets
    "alltrue anytrue chunklist coalesce coalescelist compact concat element flatten index keys lookup matchkeys merge range reverse " +
    "setintersection setproduct setsubtract setunion slice transpose values zipmap " +
    // Encodings, hashes
    "base64decode base64encode base64gunzip base64gzip csvdecode jsondecode textdecodebase64 textencodebase64 urldecode urlencode yamldecode " +
    "yamlencode base64sha256 base64sha512 md5 rsadecrypt sha1 sha512 uuidv5 " +
    // Times and addresses that are given
    "formatdate timeadd timecmp cidrcontains cidrhost cidrnetmask cidrsubnet cidrsubnets " +
    // Types and marks
    "can ephemeralasnull issensitive nonsensitive sensitive tobool tolist tomap tonumber toset tostring try type",
);

/** What reads files; `templatestring` evaluates a text, and what that calls. */
const FILES = words(
  "file filebase64 filebase64sha256 filebase64sha512 fileexists filemd5 fileset filesha1 filesha256 filesha512 templatefile templatestring",
);

/** What may stand in a sink's secret: none of these fails for one value and not for another. */
const TOTAL = words("base64encode base64sha256 jsonencode sensitive sha256 tostring");

/** `emitted`: by our own expressions; `pure`: understood; `file`: reads files; `unknown`: hangs on the time, chance, the machine or a provider, or is new. */
export type FunctionGrade = "emitted" | "pure" | "file" | "unknown";

/** @param name as it is called, `core::file` and `provider::x::f` among them */
export function gradeOf(name: string): FunctionGrade {
  const own = name.replace(/^core::/, "");
  if (EMITTED.has(own)) return "emitted";
  if (PURE.has(own)) return "pure";
  return FILES.has(own) || own.startsWith("file") ? "file" : "unknown";
}

/** Whether a function gives something for every text. */
export function isTotal(name: string): boolean {
  return TOTAL.has(name);
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}
