# What the pipeline does not apply, one line each; nothing for a stack that it does. Input: the texts of one cdk.tf.json, parsed (jq --slurp).
# $settings: the `terraform` block that the state's place makes, without provider and version constraints.
#
# The file was written by a program that npm installed, and Terraform reads it with every credential in its environment. So this is a list of what
# may be, not of what may not. Add to these lists what you need, after reading what it can do with a credential or a token's value.
def resource_types: ["cloudflare_account_token", "cloudflare_api_token"];
def data_types: ["cloudflare_account_api_token_permission_groups_list", "cloudflare_zone"];
def functions: "contains|distinct|format|jsonencode|length|one|sha256|sort";

def shown: tojson | if length > 100 then .[0:100] + "…" else . end;
def fields: if type == "object" then to_entries[] else error("an object was expected") end;
def only($keys; $where): fields | select(.key | IN($keys[]) | not) | "\($where): \(.key | shown) is not allowed";

def blocks($types; $where):
  fields
  | .key as $type
  | if $type | IN($types[]) | not then "\($where): the type \($type | shown) is not allowed"
    else .value | fields | "\($where).\($type).\(.key | shown)" as $at | .value | fields
      | select(.key | IN("provisioner", "connection", "dynamic")) | "\($at): \(.key) is not allowed"
    end;

# What our look-ups say, and nothing else: a request shows what a data source asks for, in the log too, and `count` or `depends_on` can be made to say more.
def lookup_keys: {
  "cloudflare_account_api_token_permission_groups_list": ["//", "account_id", "lifecycle", "name", "provider", "scope"],
  "cloudflare_zone": ["//", "filter", "provider"]
};
def lookups: fields | .key as $type | .value | fields | "data.\($type).\(.key | shown)" as $at | .value | only(lookup_keys[$type] // []; $at);

# A token's value in a request, a name or a condition is in the log before anybody could look at the plan. `depends_on` has no expressions.
def of_tokens: select(test("[$%]\\{") and test("cloudflare_(account|api)_token\\b")) | "the expression \(shown) is of a token";
def lifecycles: .. | objects | select(has("lifecycle")) | .lifecycle
  | if type == "object" then only(["create_before_destroy", "postcondition", "prevent_destroy"]; "lifecycle") else "a lifecycle is not an object" end;

def constraint: (keys - ["source", "version"]) == [] and .source == "cloudflare/cloudflare" and (.version | type) == "string";
def terraform_block:
  (select((.required_providers | keys) != ["cloudflare"] or (.required_providers.cloudflare | constraint | not))
    | "terraform.required_providers is not cloudflare/cloudflare alone"),
  (select(del(.required_providers, .required_version) != $settings) | "terraform: the state's place is not the one in STATE_SETTINGS"),
  (select($settings | (has("backend") or has("cloud") | not) or (.backend // {} | has("local")))
    | "STATE_SETTINGS names no backend that outlives a run");

def provider_block:
  only(["cloudflare"]; "provider"),
  (.cloudflare // [] | if type == "array" then .[] else error("a list was expected") end
    | only(["//", "alias", "api_token"]; "provider.cloudflare"),
      (select(has("api_token") and (.api_token | test("\\A\\$\\{var\\.\\w+\\}\\z") | not)) | "provider.cloudflare: api_token is not a variable"));

def variables:
  fields | .key as $name | .value
  | only(["//", "description", "ephemeral", "nullable", "sensitive", "type"]; "variable.\($name | shown)"),
    (select(.sensitive != true or .ephemeral != true) | "variable.\($name | shown) is not sensitive and ephemeral");

# Terraform's functions read files, /proc/self/environ for instance. Every "(" that is left is no grouping and no call of a known function.
def calls: gsub("(?<![\\w:.-])(?:\(functions))\\("; " ") | gsub("[\\[{,=(!<>&|?:+*] *\\("; " ") | contains("(");
# Keys are expressions as well.
def texts: .. | strings, (objects | keys_unsorted[]);

if length != 1 then "the file is not one JSON text" else .[0]
| only(["//", "data", "moved", "output", "provider", "resource", "terraform", "variable"]; "the file"),
  (.resource // {} | blocks(resource_types; "resource")),
  (.data // {} | blocks(data_types; "data"), lookups),
  (.resource, .data, .moved, .provider | texts | of_tokens),
  (.resource // {} | .. | objects | .lifecycle? // empty | select(type == "object" and has("postcondition")) | "a token has a condition"),
  (.resource, .data | lifecycles),
  (.terraform // {} | terraform_block),
  (.provider // {} | provider_block),
  (.variable // {} | variables),
  (del(.provider) | .. | objects | select(has("provider")) | .provider
    | select(type != "string" or (test("\\Acloudflare(\\.\\w+)?\\z") | not)) | "the provider \(shown) is not allowed"),
  (texts | select(test("[$%]\\{") and calls) | "the expression \(shown) calls a function that is not allowed"),
  (.moved | texts | select(calls) | "the address \(shown) calls a function")
end
