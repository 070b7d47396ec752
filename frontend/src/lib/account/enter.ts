/** What happens once the server has let somebody in, on whichever way. */
import { goto } from '$app/navigation';
import { session, type SessionView } from '#lib/api/index.ts';
import { isLocale } from '#lib/i18n/index.ts';
import { me, safeNext, speakAs } from './me.svelte.ts';

export async function enter(view: SessionView, next: string | null): Promise<void> {
	session.keep(view);
	if (isLocale(view.account.locale)) speakAs(view.account.locale);
	await me.reload();
	await goto(safeNext(next), { refreshAll: true });
}

/** The secret of a mailed link. It stands behind `#`, so that no server's log ever holds it; `?token=` is understood too. */
export function tokenOf(url: { hash: string; searchParams: { get(name: string): string | null } }): string {
	return new URLSearchParams(url.hash.slice(1)).get('token') ?? url.searchParams.get('token') ?? '';
}

const wish = 'modrotisk.wish';

/** What somebody registers for survives the way through their mailbox, in this browser only. */
export function rememberWish(kind: string | null): void {
	try {
		if (kind) localStorage.setItem(wish, kind);
		else localStorage.removeItem(wish);
	} catch {
		// Without storage they choose again after verifying.
	}
}

export function takeWish(): string | null {
	try {
		const kind = localStorage.getItem(wish);
		localStorage.removeItem(wish);
		return kind;
	} catch {
		return null;
	}
}
