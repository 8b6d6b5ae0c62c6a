// Two bundles from one source tree. The pages' bundle has hashed names and a manifest, so that
// templates find it and browsers may keep it for ever. The stand-alone bundle is one script and
// one style sheet that are copied into a single file, so nothing in it may be fetched later.
import { fileURLToPath } from "node:url";
import { defineConfig, type UserConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const page: UserConfig = {
  base: "/static/dist/",
  build: {
    outDir: here("../static/dist"),
    emptyOutDir: true,
    manifest: true,
    // Inlined images would need `data:` in the pages' security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { main: here("src/page/main.ts") } },
  },
};

const standalone: UserConfig = {
  publicDir: false,
  build: {
    outDir: here("../../geodata/standalone"),
    emptyOutDir: true,
    lib: {
      entry: here("src/standalone/main.ts"),
      formats: ["iife"],
      name: "gridmapStandalone",
      fileName: () => "map.js",
      cssFileName: "map",
    },
  },
};

export default defineConfig(({ mode }) => {
  const target = mode === "standalone" ? standalone : page;
  return { ...target, build: { ...target.build, target: "es2022", reportCompressedSize: false } };
});
