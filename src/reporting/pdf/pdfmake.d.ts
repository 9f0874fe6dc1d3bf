// The part of pdfmake's bundle for browsers that is used: it comes without types.

declare module "pdfmake/build/pdfmake.min.js" {
  interface FontFiles {
    normal: string;
    bold: string;
  }

  interface Maker {
    /** The one file system of all documents: what its name does not hold cannot be opened. */
    virtualfs: {
      readonly storage: Record<string, Uint8Array>;
      existsSync(name: string): boolean;
    };
    fonts: Readonly<Record<string, FontFiles>>;
    urlAccessPolicy: (url: string) => boolean;
    localAccessPolicy: (path: string) => boolean;
    createPdf(definition: object): { getBuffer(): Promise<Uint8Array> };
  }

  const maker: Maker;
  export default maker;
}
