import assert from "node:assert/strict";
import test from "node:test";
import { candidates, programIn, type Machine } from "../src/server/locations";

const LINUX: Machine = {
    platform: "linux",
    environment: { PATH: "/usr/bin:relative:/somewhere/bin" },
    homeFolder: "/people/ada",
};
const NOWHERE = { configured: "", trustedFolders: [], ownEnvironment: undefined };

test("a configured program is the only candidate", () => {
    const found = candidates(LINUX, {
        ...NOWHERE,
        configured: "~/bin/afterword",
        trustedFolders: ["/book"],
    });

    assert.deepEqual(found, ["/people/ada/bin/afterword"]);
});

test("looks in the workspace, then the PATH, then uv's and pipx's folder, then our own", () => {
    const found = candidates(LINUX, {
        configured: "",
        trustedFolders: ["/book"],
        ownEnvironment: "/ours",
    });

    assert.deepEqual(found, [
        "/book/.venv/bin/afterword",
        "/book/venv/bin/afterword",
        "/usr/bin/afterword",
        "/somewhere/bin/afterword",
        "/people/ada/.local/bin/afterword",
        "/ours/bin/afterword",
    ]);
});

test("a relative entry of the PATH is passed over", () => {
    assert.equal(candidates(LINUX, NOWHERE).includes("relative/afterword"), false);
});

test("folders that uv and pipx were told to use are looked into", () => {
    const environment = {
        PATH: "",
        UV_TOOL_BIN_DIR: "/uv",
        PIPX_BIN_DIR: "/pipx",
        XDG_BIN_HOME: "",
    };

    const found = candidates({ ...LINUX, environment }, NOWHERE);

    assert.deepEqual(found, [
        "/uv/afterword",
        "/pipx/afterword",
        "/people/ada/.local/bin/afterword",
    ]);
});

test("on Windows programs are .exe files in Scripts", () => {
    const windows: Machine = {
        platform: "win32",
        environment: { Path: "C:\\tools;D:\\bin" },
        homeFolder: "C:\\Users\\ada",
    };

    const found = candidates(windows, { ...NOWHERE, trustedFolders: ["C:\\book"] });

    assert.equal(found[0], "C:\\book\\.venv\\Scripts\\afterword.exe");
    assert.equal(found[2], "C:\\tools\\afterword.exe");
    assert.equal(programIn("C:\\ours", windows, "python"), "C:\\ours\\Scripts\\python.exe");
});
