// Bundles the extension into two files: what every start loads, and the language client, fifteen times
// as large, which is loaded with the server. With --tests, each test into one that `node --test` runs.
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
    const release = { ...shared, outdir: "dist", format: "cjs", minify: true };
    await build({
        ...release,
        entryPoints: ["src/extension.ts"],
        external: ["vscode", "./client"],
        supported: { "dynamic-import": false }, // `require`, which every VS Code hands "vscode" to
    });
    await build({
        ...release,
        entryPoints: ["src/server/client.ts"],
        external: ["vscode"],
        plugins: [leaveOut],
    });
}
