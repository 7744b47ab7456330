/** What happens to a request for ghost text on its way to the server and back. */

import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";
import type { Growing } from "../paragraphs/growing";
import { isEmptyListItem } from "./list-marker";
import type { Cursor, ShownText } from "./shown-text";

export function cursorAt(document: vscode.TextDocument, position: vscode.Position): Cursor {
    const { line, character } = position;
    const before = document.lineAt(line).text.slice(0, character);
    return { uri: document.uri.toString(), line, character, before };
}

/** Return the middleware that keeps quiet where Tab indents, and notes what was offered. */
export function ghostTextMiddleware(
    shown: ShownText,
    growing: Growing,
    onAnswer: () => void,
): Pick<Middleware, "provideInlineCompletionItems"> {
    return {
        provideInlineCompletionItems: async (document, position, context, token, next) => {
            const continued = growing.itemsAt(document, position);
            if (continued !== undefined) {
                return continued;
            }
            const at = cursorAt(document, position);
            const isAsked = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
            if (!isAsked && isEmptyListItem(at.before)) {
                return null;
            }
            const answer = await next(document, position, context, token);
            if (answer && !token.isCancellationRequested) {
                const items = Array.isArray(answer) ? answer : answer.items;
                shown.remember(
                    at,
                    items.map(({ insertText }) => textOf(insertText)),
                );
                onAnswer();
            }
            return answer;
        },
    };
}

function textOf(insertText: string | vscode.SnippetString): string {
    return typeof insertText === "string" ? insertText : insertText.value;
}
