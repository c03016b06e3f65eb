/**
 * Robots on the local network: multicast DNS (RFC 6762) and DNS-SD (RFC 6763), on the package multicast-dns. Kept apart
 * from `spotwire/discovery`, so that a program with a fixed address loads none of it.
 */
export { announce, type Announcement, type Announcer } from "./announcer.ts";
export { type MdnsHandlers, type MdnsLink, type MdnsQuestion, type MdnsRecord, type RecordType } from "./link.ts";
export { DEFAULT_SERVICE_TYPE, mdnsResolver, type MdnsResolverOptions } from "./mdns-resolver.ts";
export { type MulticastLinkOptions, openMulticastLink } from "./multicast-link.ts";
export { type BrowserHandlers, type BrowserOptions, ServiceBrowser, type ServiceInstance } from "./service-browser.ts";
export { browseServiceTypes } from "./service-types.ts";
