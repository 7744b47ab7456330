// Makes dist/afterword.vsix: the bundle, and the server's wheel for writers who have no server yet.
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const repository = path.resolve("../..");

function run(command, ...options) {
    execFileSync(command, options, { stdio: ["ignore", "inherit", "inherit"] });
}

/** Build from a copy: setuptools leaves a folder behind that keeps deleted modules alive. */
function buildWheel(python) {
    const copy = mkdtempSync(path.join(tmpdir(), "afterword-wheel-"));
    try {
        for (const name of ["pyproject.toml", "README.md", "LICENSE"]) {
            copyFileSync(path.join(repository, name), path.join(copy, name));
        }
        cpSync(path.join(repository, "server"), path.join(copy, "server"), {
            recursive: true,
            filter: (file) => !/__pycache__|\.egg-info/.test(file),
        });
        rmSync("server", { recursive: true, force: true });
        mkdirSync("server");
        // With setuptools at hand nothing is fetched for the build.
        const options = existsSync(environment) ? ["--no-build-isolation"] : [];
        run(python, "-m", "pip", "wheel", "--quiet", "--no-deps", ...options, "-w", "server", copy);
    } finally {
        rmSync(copy, { recursive: true, force: true });
    }
}

const environment = path.join(repository, ".venv/bin/python");
buildWheel(existsSync(environment) ? environment : "python3");
copyFileSync(path.join(repository, "LICENSE"), "LICENSE");
run("node", "scripts/bundle.mjs");
run(
    path.join("node_modules", ".bin", "vsce"),
    "package",
    "--no-dependencies",
    "--allow-missing-repository",
    "--no-rewrite-relative-links",
    "--out",
    "dist/afterword.vsix",
);
