// The page's policy forbids turning text into markup. OpenLayers does so once, with one letter, to
// measure the height of a font; that constant passes, anything else throws.

export {};

interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML: (text: string) => string }): unknown;
}

const PROBE = "M";

const factory = (window as { trustedTypes?: PolicyFactory }).trustedTypes;
factory?.createPolicy("default", {
  createHTML: (text) => {
    if (text === PROBE) return text;
    throw new TypeError("text is never markup here");
  },
});
