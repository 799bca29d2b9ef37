/*
 * The resource types of Cloudflare's provider, each sorted once by what it does: it gives people or programs access to an account or to what that
 * protects, or shows a secret; or it does neither. A type that is on none of these lists is new, and nobody knows what it does.
 *
 * Of version 5.28.0 of the provider.
 */
const PREFIX = "cloudflare_";

/** Tokens themselves: what this package is about. */
export const TOKEN_TYPES: ReadonlySet<string> = new Set(["cloudflare_account_token", "cloudflare_api_token"]);

/** What gives access or shows a secret that no review of tokens shows, and how. */
const GIVES_ACCESS: Readonly<Record<string, string>> = {
  account: "whoever makes an account owns it",
  account_member: "makes people members of the account, with the roles it names",
  ai_gateway: "spends the provider keys of a secrets store for whoever may call it",
  ai_search_instance: "answers with what its sources hold, to whoever may ask",
  ai_search_token: "keeps a credential of the account",
  authenticated_origin_pulls_certificate: "a private key stands in its arguments",
  authenticated_origin_pulls_hostname_certificate: "a private key stands in its arguments",
  calls_sfu_app: "makes a secret, and shows it",
  calls_turn_app: "makes a key, and shows it",
  certificate_authorities_hostname_associations: "decides whose client certificates a host accepts",
  client_certificate: "a certificate that hosts of the zone let in",
  connectivity_directory_service: "lets Workers into a private network",
  custom_hostname: "a private key may stand in its arguments",
  custom_ssl: "a private key stands in its arguments",
  dns_zone_transfers_acl: "decides which addresses may fetch a whole zone",
  dns_zone_transfers_outgoing: "gives a whole zone to its peers",
  dns_zone_transfers_tsig: "a shared secret stands in its arguments",
  email_routing_catch_all: "hands mail of a zone to somebody, mails that reset passwords too",
  email_routing_rule: "hands mail of a zone to somebody, mails that reset passwords too",
  hyperdrive_config: "keeps a database's password, for Workers that bind it",
  keyless_certificate: "lets somebody's key server answer for a zone's TLS",
  logpush_job: "sends logs away, with a credential in its destination",
  logpush_ownership_challenge: "a credential may stand in its destination",
  magic_transit_connector: "joins a device to the private network",
  magic_transit_site_acl: "opens one network of a site to another",
  magic_wan_gre_tunnel: "joins a network to the private one",
  magic_wan_ipsec_tunnel: "joins a network to the private one, by a shared secret",
  moq_relay: "makes tokens to publish and to watch with",
  mtls_certificate: "decides whose client certificates are accepted, and may hold a private key",
  notification_policy_webhooks: "a secret stands in its arguments",
  oauth_client: "a program that people let act for them, with a secret of its own",
  organization: "holds accounts, and gives access to them",
  origin_ca_certificate: "a certificate that Cloudflare takes for the origin's",
  pages_project: "its code can show each secret that is bound to it",
  pipeline_sink: "keeps a credential of where it writes",
  r2_bucket_sippy: "a credential of another cloud stands in its arguments",
  r2_custom_domain: "opens a bucket to everybody",
  r2_managed_domain: "opens a bucket to everybody",
  share: "lets another account use what is shared",
  share_recipient: "lets another account use what is shared",
  share_resource: "lets other accounts use what is shared",
  snippet: "its code sees each request of a zone, credentials included",
  snippets: "its code sees each request of a zone, credentials included",
  sso_connector: "decides who may log in to the account",
  stream_key: "makes a key that signs access to videos, and shows it",
  stream_live_input: "makes keys to publish and to watch with, and shows them",
  stream_webhook: "makes a secret, and shows it",
  token_validation_config: "decides whose tokens an API accepts",
  token_validation_rules: "decides which calls of an API need a token",
  turnstile_widget: "makes a secret, and shows it",
  user_group: "gives its members the roles it names",
  user_group_members: "gives people the roles of a group",
  vulnerability_scanner_credential: "keeps a credential",
  vulnerability_scanner_credential_set: "holds credentials",
  worker_version: "its code can show each secret that is bound to it",
  workers_script: "its code can show each secret that is bound to it",
  zero_trust_access_ai_controls_mcp_portal: "lets people and programs use the servers behind it",
  zero_trust_access_ai_controls_mcp_server: "lets people and programs use it, by a credential it keeps",
  zero_trust_access_application: "decides what Access protects, and who is let in",
  zero_trust_access_group: "decides who is let in by policies of Access",
  zero_trust_access_identity_provider: "decides who people are for Access, by a secret it keeps",
  zero_trust_access_infrastructure_target: "a machine that Access lets people into",
  zero_trust_access_mtls_certificate: "decides whose client certificates Access accepts",
  zero_trust_access_mtls_hostname_settings: "decides where Access asks for client certificates",
  zero_trust_access_policy: "decides who is let in by Access",
  zero_trust_access_service_token: "a credential that Access lets in, and it shows it",
  zero_trust_access_short_lived_certificate: "signs certificates that machines let in",
  zero_trust_casb_integration: "keeps a credential of another service",
  zero_trust_casb_webhook: "sends findings away, by a secret it keeps",
  zero_trust_device_default_profile_certificates: "gives devices certificates that hosts of a zone let in",
  zero_trust_device_posture_integration: "keeps a credential of another service",
  zero_trust_device_posture_rule: "policies of Access let devices in by it",
  zero_trust_dlp_dataset: "makes a secret, and shows it",
  zero_trust_gateway_certificate: "the certificate by which Gateway reads what devices encrypt",
  zero_trust_gateway_policy: "decides who reaches private networks, and whose traffic is read",
  zero_trust_gateway_proxy_endpoint: "decides who may use the proxy",
  zero_trust_list: "policies of Access and Gateway let people in by it",
  zero_trust_network_hostname_route: "opens private hosts to devices",
  zero_trust_organization: "decides how people log in to Access, and for how long",
  zero_trust_tunnel_cloudflared: "a way into a private network, with a secret of its own",
  zero_trust_tunnel_cloudflared_config: "opens services of a private network, to everybody where nothing protects them",
  zero_trust_tunnel_cloudflared_route: "opens addresses of a private network to devices",
  zero_trust_tunnel_warp_connector: "a way into a private network, with a secret of its own",
  zero_trust_tunnel_warp_connector_config: "decides which connector is a private network's way in",
};

/** What does neither, and why. */
const ORDINARY: readonly (readonly [reason: string, types: string])[] = [
  [
    "traffic of a zone: it is let through, refused, sent on or counted, and nobody gets in where they could not",
    "access_rule api_shield api_shield_discovery_operation api_shield_operation " +
      "api_shield_operation_schema_validation_settings api_shield_schema api_shield_schema_validation_settings " +
      "bot_management content_scanning content_scanning_expression filter firewall_rule leaked_credential_check " +
      "leaked_credential_check_rule list list_item monetization_rules page_rule page_shield_policy precursor " +
      "rate_limit ruleset schema_validation_operation_settings schema_validation_schemas schema_validation_settings " +
      "user_agent_blocking_rule waiting_room waiting_room_event waiting_room_rules waiting_room_settings " +
      "zone_lockdown",
  ],
  [
    "how fast a zone answers, from where, and what is kept",
    "argo_smart_routing argo_tiered_caching cloud_connector_rules custom_page_asset custom_pages google_tag_gateway " +
      "managed_transforms origin_cloud_region regional_hostname regional_tiered_cache snippet_rules tiered_cache " +
      "url_normalization_settings zone_cache_reserve zone_cache_variants",
  ],
  [
    "which origins answer, and whether they do",
    "custom_hostname_fallback_origin healthcheck load_balancer load_balancer_monitor load_balancer_monitor_group " +
      "load_balancer_pool spectrum_application web3_hostname",
  ],
  [
    "TLS of a zone or its origins, whose keys stay at Cloudflare or where they are",
    "authenticated_origin_pulls authenticated_origin_pulls_settings certificate_pack ct_alerting custom_csr " +
      "custom_origin_trust_store hostname_tls_setting origin_tls_compliance_modes total_tls universal_ssl_setting " +
      "zone_auto_origin_tls_kex",
  ],
  [
    "names and settings of DNS, which everybody may read",
    "account_dns_settings account_dns_settings_internal_view dns_firewall dns_record dns_zone_transfers_incoming " +
      "dns_zone_transfers_peer zone_dns_settings zone_dnssec",
  ],
  [
    "mail: what is taken for spam, and where it is set up; it hands none to anybody",
    "email_routing_address email_routing_dns email_routing_settings email_security_allow_policy " +
      "email_security_block_sender email_security_domain email_security_impersonation_registry " +
      "email_security_trusted_domains email_sending_subdomain",
  ],
  [
    "a zone or an account as such, its plan and its settings",
    "account_subscription organization_profile user zone zone_hold zone_setting zone_subscription",
  ],
  [
    "address space and routes of networks that are joined elsewhere",
    "address_map byo_ip_prefix dls_prefix_binding magic_network_monitoring_configuration " +
      "magic_network_monitoring_rule magic_transit_cf1_site magic_transit_site magic_transit_site_lan " +
      "magic_transit_site_wan magic_wan_bgp_filter_profile magic_wan_static_route",
  ],
  [
    "where a program's data lies; reading it takes a credential or a binding",
    "ai_search_namespace d1_database queue r2_bucket r2_bucket_cors r2_bucket_event_notification " +
      "r2_bucket_lifecycle r2_bucket_lock r2_data_catalog secrets_store workers_kv workers_kv_namespace",
  ],
  [
    "where and when code runs that stands elsewhere",
    "ai_gateway_dynamic_routing flagship_app flagship_flag pages_domain pipeline pipeline_stream queue_consumer " +
      "worker workers_cron_trigger workers_custom_domain workers_deployment workers_for_platforms_dispatch_namespace " +
      "workers_route workers_script_subdomain workflow",
  ],
  [
    "pictures and videos; what shows them to whom is signed elsewhere",
    "image image_variant stream stream_audio_track stream_caption_language stream_download stream_watermark",
  ],
  [
    "what is measured, logged or told, to the account's own people",
    "cloudforce_one_request cloudforce_one_request_asset cloudforce_one_request_message " +
      "cloudforce_one_request_priority field_extractor logpull_retention nel_setting notification_policy " +
      "observatory_scheduled_test vulnerability_scanner_target_environment web_analytics_rule web_analytics_site " +
      "zone_tracing zone_tracing_rules",
  ],
  [
    "how Access looks and is kept in order",
    "zero_trust_access_custom_page zero_trust_access_key_configuration zero_trust_access_tag " + "zero_trust_resource_library_application",
  ],
  [
    "how devices connect; who is let in is decided elsewhere",
    "zero_trust_connectivity_settings zero_trust_device_custom_profile " +
      "zero_trust_device_custom_profile_local_domain_fallback zero_trust_device_default_profile " +
      "zero_trust_device_default_profile_local_domain_fallback zero_trust_device_deployment_groups " +
      "zero_trust_device_ip_profile zero_trust_device_managed_networks zero_trust_device_settings " +
      "zero_trust_device_subnet zero_trust_dex_rule zero_trust_dex_test zero_trust_dns_location " +
      "zero_trust_gateway_logging zero_trust_gateway_pacfile zero_trust_gateway_settings " +
      "zero_trust_tunnel_cloudflared_virtual_network",
  ],
  [
    "what is looked for in people's data and behaviour",
    "zero_trust_casb_policy zero_trust_dlp_custom_entry zero_trust_dlp_custom_profile zero_trust_dlp_data_class " +
      "zero_trust_dlp_data_tag zero_trust_dlp_data_tag_category zero_trust_dlp_entry zero_trust_dlp_integration_entry " +
      "zero_trust_dlp_predefined_entry zero_trust_dlp_predefined_profile zero_trust_dlp_sensitivity_group " +
      "zero_trust_dlp_sensitivity_level zero_trust_dlp_sensitivity_level_order zero_trust_dlp_settings " +
      "zero_trust_risk_behavior zero_trust_risk_scoring_integration",
  ],
];

/** What a resource type of Cloudflare's provider does. */
export interface SortedType {
  readonly does: "token" | "sink" | "access" | "ordinary";
  /** In a few words, lower case. */
  readonly reason: string;
}

const SORTED: ReadonlyMap<string, SortedType> = new Map([
  ...Array.from(TOKEN_TYPES, (type): [string, SortedType] => [type, { does: "token", reason: "is what is reviewed" }]),
  ["cloudflare_secrets_store_secret", { does: "sink", reason: "keeps a secret, for code that binds it" }],
  ...Object.entries(GIVES_ACCESS).map(([name, reason]): [string, SortedType] => [PREFIX + name, { does: "access", reason }]),
  ...ORDINARY.flatMap(([reason, names]) =>
    names.split(" ").map((name): [string, SortedType] => [PREFIX + name, { does: "ordinary", reason }]),
  ),
]);

/** What a resource type does; undefined for one that nobody has sorted yet, and for those of other providers. */
export function sortedType(type: string): SortedType | undefined {
  return SORTED.get(type);
}

/** Every type that is sorted. */
export function sortedTypes(): string[] {
  return [...SORTED.keys()];
}

/** Whether a resource gives access, or shows a secret, that no review of tokens shows. */
export function givesAccess(type: string): boolean {
  return SORTED.get(type)?.does === "access";
}

/** Code that a secret of a secrets store can be bound to: it can show what is kept there. */
export const BINDING_TYPES: ReadonlySet<string> = new Set([
  "cloudflare_pages_project",
  "cloudflare_worker_version",
  "cloudflare_workers_script",
]);
