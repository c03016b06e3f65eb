/** What shared rooms look for and do without in a browser. */
declare const Buffer: { allocUnsafeSlow(length: number): { readonly buffer: ArrayBuffer } } | undefined;
