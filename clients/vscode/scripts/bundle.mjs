// Bundles the extension into one file. With --tests, each test into one that `node --test` runs.
import { build } from "esbuild";
import { readdirSync } from "node:fs";

// The language client brings every feature of the protocol along. These, no server for prose has;
// without them the bundle is a fifth smaller, and the editor isn't told that we could do them.
const LEFT_OUT = [
    ...[
        "callHierarchy",
        "colorProvider",
        "diagnostic",
        "fileOperations",
        "inlayHint",
        "inlineValue",
    ],
    ...["linkedEditingRange", "notebook", "semanticTokens", "typeHierarchy"],
];
const NO_FEATURE = `
  class LeftOut {
    getState() { return { kind: "static" }; }
    fillClientCapabilities() {}
    initialize() {}
    clear() {}
  }
  module.exports = new Proxy({}, { get: () => LeftOut });
`;
const leaveOut = {
    name: "leave-out",
    setup({ onLoad }) {
        const filter = new RegExp(`vscode-languageclient.lib.common.(${LEFT_OUT.join("|")})\\.js$`);
        onLoad({ filter }, () => ({ contents: NO_FEATURE, loader: "js" }));
    },
};

const shared = { bundle: true, platform: "node", target: "node20", logLevel: "warning" };

if (process.argv.includes("--tests")) {
    await build({
        ...shared,
        entryPoints: readdirSync("test").map((name) => `test/${name}`),
        outdir: "dist/test",
        format: "cjs",
        external: ["vscode"],
        sourcemap: "inline",
    });
} else {
    await build({
        ...shared,
        entryPoints: ["src/extension.ts"],
        outfile: "dist/extension.js",
        format: "cjs",
        external: ["vscode"],
        minify: true,
        plugins: [leaveOut],
    });
}
