// How wide words are.

/** Return a function that tells how wide a text is in some letters, such as `600 14px sans-serif`. */
export function measuring(font: string): (text: string) => number {
  const pen = document.createElement("canvas").getContext("2d");
  if (pen !== null) pen.font = font;
  return (text) => pen?.measureText(text).width ?? 0;
}
