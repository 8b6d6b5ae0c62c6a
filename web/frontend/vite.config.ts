// Two bundles from one source tree. The pages' bundle has hashed names and a manifest, so that
// templates find it and browsers may keep it for ever. The stand-alone bundle is one script and
// one style sheet that are copied into a single file, so nothing in it may be fetched later.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin, type UserConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Emit the licences of every package that a bundle carries: they ask to travel with copies. */
function licences(): Plugin {
  return {
    name: "licences",
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((part) =>
        part.type === "chunk" ? part.moduleIds : [],
      );
      const folders = modules.flatMap((id) => {
        const found = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll("\\", "/"));
        return found === null ? [] : [found[0]];
      });
      const texts = [...new Set(folders)].sort().map((folder) => {
        const name = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
        const title = folder.split("/node_modules/").at(-1) ?? folder;
        const text = name === undefined ? "see its package.json" : readFileSync(`${folder}/${name}`, "utf8");
        return `${title}\n\n${text.trim()}\n`;
      });
      this.emitFile({ type: "asset", fileName: "licences.txt", source: texts.join("\n---\n\n") });
    },
  };
}

/** Put a packed twin beside every text, which the service sends to browsers that take it. */
function packed(): Plugin {
  return {
    name: "packed",
    writeBundle({ dir = "" }, bundle) {
      for (const fileName of Object.keys(bundle)) {
        if (!/\.(?:js|css|svg)$/.test(fileName)) continue;
        writeFileSync(`${dir}/${fileName}.gz`, gzipSync(readFileSync(`${dir}/${fileName}`), { level: 9 }));
      }
    },
  };
}

/** Every folder of `src/pages` is a page of its own, with a script of its own. */
const pages = Object.fromEntries(
  readdirSync(here("src/pages")).map((name) => [name, here(`src/pages/${name}/main.ts`)]),
);

const page: UserConfig = {
  base: "/static/dist/",
  build: {
    outDir: here("../static/dist"),
    emptyOutDir: true,
    manifest: true,
    // Inlined images would need `data:` in the pages' security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: pages },
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
  const [target, plugins] = mode === "standalone" ? [standalone, []] : [page, [packed()]];
  return {
    ...target,
    plugins: [licences(), ...plugins],
    build: { ...target.build, target: "es2022", reportCompressedSize: false },
  };
});
