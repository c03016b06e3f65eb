/** Certificates as text: the path as a tree with its anchor on top, each certificate with what a person asks of it. */
import type { ChainReport, ReportedCertificate } from "../../trust/index.ts";
import { type Output, paint } from "../output.ts";

type Facts = Omit<ReportedCertificate, "presentedAs" | "isInPath" | "isAnchor" | "faults">;

/** Everything about one certificate but its place in a chain, as `label`, `value` rows. */
export function certificateRows(certificate: Facts): [string, string][] {
  const { subject, issuer, serial, notBefore, notAfter, daysLeft, subjectAltNames } = certificate;
  const left = daysLeft < 0 ? `ended ${-daysLeft} days ago` : `${daysLeft} days left`;
  return [
    ["subject", subject === "" ? "(none)" : subject],
    ["issuer", issuer === subject ? "itself" : issuer],
    ["serial", serial],
    ["valid", `${utc(notBefore)} to ${utc(notAfter)} (${left})`],
    ["key", certificate.publicKey],
    ["signature", certificate.signatureAlgorithm],
    ...(subjectAltNames.length === 0 ? [] : [["names", subjectAltNames.join(", ")] as [string, string]]),
    ["SHA-256", certificate.sha256],
    ["key SHA-256", certificate.publicKeySha256],
  ];
}

/** The chain, line by line. */
export function chainLines({ certificates, unreadable }: ChainReport, output: Output): string[] {
  const path = certificates.filter(({ isInPath }) => isInPath).reverse();
  const others = certificates.filter(({ isInPath }) => !isInPath);
  const tree = path.flatMap((certificate, depth) => entry(certificate, depth, depth + 1 < path.length, output));
  return [
    ...tree,
    ...others.flatMap((certificate) => entry(certificate, 0, false, output)),
    ...unreadable.map(({ presentedAs, detail }) => `unreadable (presented as number ${presentedAs + 1}): ${detail}`),
  ];
}

/** One certificate: its name and part, then its facts behind the line that leads to the next. */
function entry(certificate: ReportedCertificate, depth: number, hasNext: boolean, output: Output): string[] {
  const name = certificate.subject === "" ? "(no subject)" : certificate.subject;
  const head = `${paint("bold", name, output.stdout)}  [${part(certificate)}]`;
  const indent = "   ".repeat(depth);
  const stem = `${indent}${hasNext ? "│" : " "}    `;
  const rows = certificateRows(certificate).filter(([label]) => label !== "subject");
  const facts = rows.map(([label, value]) => `${stem}${label.padEnd(11)}  ${value}`);
  const faults = certificate.faults.map(
    ({ reason, explanation }) => `${stem}${paint("red", `✗ ${reason}`, output.stdout)}: ${explanation}`,
  );
  return [depth === 0 ? head : `${"   ".repeat(depth - 1)}└─ ${head}`, ...facts, ...faults];
}

function part({ isAnchor, isInPath, isAuthority, presentedAs }: ReportedCertificate): string {
  const role = isAnchor ? "anchor" : presentedAs === 0 ? "the robot's own" : isAuthority ? "authority" : "no authority";
  const own = isAnchor && presentedAs === 0 ? ", the robot's own" : "";
  const place = presentedAs === undefined ? "not presented" : `presented as number ${presentedAs + 1}`;
  return `${role}${own}, ${place}${isInPath || presentedAs === 0 ? "" : ", surplus"}`;
}

function utc(iso: string): string {
  return iso.replace(/\.\d+Z$/, "Z");
}
