/** A foreign text within a Terraform template (every string of Terraform JSON is one): neither `${` nor `%{` is evaluated. */
export { escapeTemplate as terraformText } from "../../../policy";
