/** Puts a text on the clipboard and says so. Where the browser forbids it, the text itself is shown, to be copied by hand. */
import { m } from '#lib/i18n/index.ts';
import { toast } from './toasts.svelte.ts';

export async function copyText(text: string, said: string): Promise<void> {
	try {
		await navigator.clipboard.writeText(text);
		toast(said);
	} catch {
		toast(m.copy_by_hand({ text }));
	}
}
