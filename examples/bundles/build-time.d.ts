/** What the programs find in their file because build.ts puts it there. */

/** Whether the file brings the library's own HTTP/2. */
declare const OWN_HTTP2: boolean;

declare module "*.pem" {
  /** The PEM text. */
  const text: string;
  export default text;
}
