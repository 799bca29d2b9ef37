import type { ApiError } from "./api-error";

/** What an endpoint gives back; the rest of the envelope is the same everywhere. */
export interface Answer {
  readonly result: unknown;
  readonly messages?: readonly { readonly code: number; readonly message: string; readonly type: null }[];
  /** `null` is sent as null, absent is not sent. */
  readonly resultInfo?: PageInfo | null;
}

export interface PageInfo {
  readonly page: number;
  readonly per_page: number;
  readonly count: number;
  readonly total_count: number;
  readonly total_pages: number;
}

export function success(answer: Answer): string {
  return JSON.stringify({
    success: true,
    errors: [],
    messages: answer.messages ?? [],
    result: answer.result,
    ...(answer.resultInfo === undefined ? {} : { result_info: answer.resultInfo }),
  });
}

export function failure(error: Pick<ApiError, "code" | "message">): string {
  return JSON.stringify({ success: false, errors: [{ code: error.code, message: error.message }], messages: [], result: null });
}

/** Cuts one page out of all rows. Numbers that make no sense fall back to the nearest that do. */
export function pageOf<T>(rows: readonly T[], query: URLSearchParams): { readonly rows: readonly T[]; readonly info: PageInfo } {
  const page = Math.max(1, integer(query.get("page"), 1));
  const perPage = Math.min(50, Math.max(5, integer(query.get("per_page"), 20)));
  const start = (page - 1) * perPage;
  const cut = rows.slice(start, start + perPage);
  const pages = Math.max(1, Math.ceil(rows.length / perPage));
  return { rows: cut, info: { page, per_page: perPage, count: cut.length, total_count: rows.length, total_pages: pages } };
}

function integer(text: string | null, otherwise: number): number {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
}
