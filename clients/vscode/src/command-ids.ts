/**
 * The ids of our commands. The server's own are `afterword.` and one word: the language client
 * registers those, so ours stand apart.
 */
export const Ids = {
    acceptWord: "afterword.editor.acceptWord",
    acceptClause: "afterword.editor.acceptClause",
    acceptSentence: "afterword.editor.acceptSentence",
    suggestNow: "afterword.editor.suggestNow",
    continueParagraph: "afterword.editor.continueParagraph",
    endContinuation: "afterword.editor.endContinuation",
    dropContinuation: "afterword.editor.dropContinuation",
    chooseTake: "afterword.editor.chooseTake",
    startNextParagraph: "afterword.editor.startNextParagraph",
    showActions: "afterword.editor.showActions",
    showContext: "afterword.editor.showContext",
    togglePause: "afterword.editor.togglePause",
    toggleForLanguage: "afterword.editor.toggleForLanguage",
    toggleInWorkspace: "afterword.editor.toggleInWorkspace",
    toggleEverywhere: "afterword.editor.toggleEverywhere",
    chooseEagerness: "afterword.editor.chooseEagerness",
    chooseModel: "afterword.editor.chooseModel",
    installServer: "afterword.editor.installServer",
    restartServer: "afterword.editor.restartServer",
    runDoctor: "afterword.editor.runDoctor",
    openLog: "afterword.editor.openLog",
    openSettings: "afterword.editor.openSettings",
    showMenu: "afterword.editor.showMenu",
} as const;

/** The server's commands, after `afterword.`, without which one of ours is not shown. */
export const OFFERED = [
    "continueInTakes",
    "continueParagraph",
    "firstPart",
    "pause",
    "showContext",
] as const;
