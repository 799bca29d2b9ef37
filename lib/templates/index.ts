import { certManager, deployWorkers, externalDns, logpushReader, manageAccountTokens, terraformState } from "./common";
import {
  createAdditionalTokens,
  editCloudflareWorkers,
  editLoadBalancing,
  editZoneDns,
  readAllResources,
  readAnalyticsAndLogs,
  readBilling,
  wordPress,
} from "./dashboard";

export type { WranglerBinding } from "./common";
export type { PolicySet } from "./policy-set";

/**
 * Ready-made sets of policies, as functions of their resources. Each gives `{ purpose, policies }`.
 *
 * @example
 * new ServicePrincipal(stack, "cert-manager", { ...templates.certManager(zone), owner: "team-platform" });
 */
export const templates = {
  // The dashboard's own.
  editZoneDns,
  readBilling,
  readAnalyticsAndLogs,
  editCloudflareWorkers,
  editLoadBalancing,
  wordPress,
  createAdditionalTokens,
  readAllResources,
  // What teams ask for besides.
  manageAccountTokens,
  certManager,
  externalDns,
  deployWorkers,
  terraformState,
  logpushReader,
};
