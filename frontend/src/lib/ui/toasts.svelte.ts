/** What just happened, said in a corner, with a way back where there is one. */
export interface Toast {
	id: number;
	text: string;
	undo?: () => void | Promise<void>;
	/** A link instead of an undo. */
	link?: { href: string; text: string };
}

let next = 1;
const list = $state<Toast[]>([]);

export const toasts = list;

/** Stays eight seconds; with an undo, fifteen. */
export function toast(text: string, more: Pick<Toast, 'undo' | 'link'> = {}): void {
	const id = next++;
	list.push({ id, text, ...more });
	setTimeout(() => dismiss(id), more.undo ? 15_000 : 8_000);
}

export function dismiss(id: number): void {
	const at = list.findIndex((one) => one.id === id);
	if (at >= 0) list.splice(at, 1);
}
