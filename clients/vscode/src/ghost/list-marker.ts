/** Where Tab means something else than "take it". */

const EMPTY_LIST_ITEM = /^\s*(?:>\s*)*(?:[-*+•]|\p{N}+[.)])(?:\s+\[[ xX]\])?\s+$/u;

/**
 * Whether only a list's marker stands before the cursor. Tab indents the item there, and ghost
 * text would take the key away.
 */
export function isEmptyListItem(before: string): boolean {
    return EMPTY_LIST_ITEM.test(before);
}
