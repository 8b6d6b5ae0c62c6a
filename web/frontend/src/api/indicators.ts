// Indicators as the API answers them.

export interface IndicatorFigures {
  readonly key: string;
  readonly version: number;
  readonly unit: string;
  readonly direction: string;
  readonly target: number | null;
  readonly name: Readonly<Record<"zh_CN" | "en", string>>;
  readonly formula: Readonly<Record<"zh_CN" | "en", string>>;
  readonly lacking?: Readonly<Record<"zh_CN" | "en", string>>;
  readonly numerators?: readonly (number | null)[];
  readonly denominators?: readonly (number | null)[];
  readonly values?: readonly (number | null)[];
}

export interface LevelFigures {
  readonly level: string;
  readonly scopes: readonly { readonly code: string; readonly name: string }[];
  readonly indicators: readonly IndicatorFigures[];
}
