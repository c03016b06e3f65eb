// The part of node-forge's ASN.1 module that der.ts uses; @types/node-forge describes the whole package only.
declare module "node-forge/lib/asn1.js" {
  export interface ForgeAsn1 {
    readonly tagClass: number;
    readonly type: number;
    readonly constructed: boolean;
    /** Children of a constructed value, else the content, one character a byte. */
    readonly value: string | readonly ForgeAsn1[];
  }
  export interface ForgeDerOptions {
    readonly strict: boolean;
    readonly parseAllBytes: boolean;
    readonly decodeBitStrings: boolean;
    readonly maxDepth: number;
  }
  const asn1: {
    fromDer(bytes: string, options: ForgeDerOptions): ForgeAsn1;
  };
  export default asn1;
}
