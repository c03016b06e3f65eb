/** Put into the script by browser.ts. */
declare module "embedded-vectors" {
  /** The vectors' files by their paths. */
  const vectors: Readonly<Record<string, string>>;
  export default vectors;
}
