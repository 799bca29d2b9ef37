/** One error of the API: HTTP status, code and message as they go into the envelope. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** Errors that were reported of the real API. Statuses that no report quotes are the likely ones. */
export const reported = {
  missingCredential: () => new ApiError(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers"),
  malformedCredential: () => new ApiError(400, 6003, "Invalid request headers"),
  deadCredential: () => new ApiError(403, 9109, "Invalid access token"),
  unauthorized: () => new ApiError(403, 9109, "Unauthorized to access requested resource"),
  notAUser: () => new ApiError(403, 9109, "Valid user-level authentication not found"),
  invalidToken: () => new ApiError(401, 1000, "Invalid API Token"),
  malformedId: (path: string) =>
    new ApiError(400, 7003, `Could not route to ${path.slice(0, 200)}, perhaps your object identifier is invalid?`),
  flatZones: () => new ApiError(400, 1001, "Must specify a zone for account owned tokens, or nest zone under specific account resource"),
  unsupportedResource: (key: string) => new ApiError(400, 1001, `"${key.slice(0, 200)}" is not a supported resource type`),
  permissionCheck: (group: string) =>
    new ApiError(400, 1001, `Failed common permission check against resources. (Permission group: "${group}")`),
  reusedPolicy: () => new ApiError(400, 1001, "Reusing existing policies is not supported by token creation"),
  granularScope: () => new ApiError(400, 1001, "User tokens cannot reference roles with granular resource scopes"),
  missingGroupId: () => new ApiError(400, 1001, "id must be present"),
} as const;

/** Errors whose wording and code are ours: what the real API says is not documented. The status of `tokenNotFound` was observed. */
export const assumed = {
  tokenNotFound: () => new ApiError(404, 1003, "Token not found"),
  zoneNotFound: () => new ApiError(404, 1001, "Invalid zone identifier"),
  noRoute: () => new ApiError(404, 7000, "No route for that URI"),
  noMethod: (method: string) => new ApiError(405, 7001, `Method ${method.slice(0, 20)} not available for that URI`),
  bodyTooLarge: () => new ApiError(413, 1002, "Request body is too large"),
  malformedBody: () => new ApiError(400, 1002, "Malformed JSON in request body"),
  invalidField: (field: string, rule: string) => new ApiError(400, 1001, `${field} ${rule}`),
  unknownGroup: (id: string) => new ApiError(400, 1001, `Permission group ${JSON.stringify(id.slice(0, 64))} does not exist`),
  quotaExceeded: (limit: number) => new ApiError(400, 1001, `The limit of ${String(limit)} tokens has been reached`),
  internal: () => new ApiError(500, 10013, "Internal server error"),
} as const;
