/** The person who is signed in, with their organisations: read once, shared by all sections, read again after an act. */
import { redirect } from '@sveltejs/kit';
import { api, asProblem, session, type MeView, type MyOrganisation } from '#lib/api/index.ts';
import { chooseLanguage, isLocale, language } from '#lib/i18n/index.ts';

let current = $state.raw<MeView | null>(null);
let asked: Promise<MeView> | null = null;

async function ask(): Promise<MeView> {
	current = await api.get('/me');
	return current;
}

export const me = {
	get current(): MeView | null {
		return current;
	},
	get organisations(): MyOrganisation[] {
		return (current?.organisations ?? []).filter((one) => one.status !== 'closed');
	},
	load(): Promise<MeView> {
		asked ??= ask().catch((thrown: unknown) => {
			asked = null;
			throw thrown;
		});
		return asked;
	},
	reload(): Promise<MeView> {
		asked = null;
		return me.load();
	},
	/** Nobody is signed in any more. */
	forget(): void {
		current = null;
		asked = null;
	}
};

/** The back office speaks the language that the person chose for letters, until they switch it. */
export function speakAs(locale: string): void {
	if (isLocale(locale) && locale !== language.current) chooseLanguage(locale);
}

interface Place {
	pathname: string;
	search: string;
}

export const signInAddress = (url: Place): string =>
	`/account/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`;

/** For `load` of every section behind the door: the person, or the way to sign in and back here. */
export async function signedIn(url: Place): Promise<MeView> {
	if (!session.signedIn) {
		me.forget();
		redirect(303, signInAddress(url));
	}
	try {
		return await me.load();
	} catch (thrown) {
		const problem = asProblem(thrown);
		if (problem.status === 401) redirect(303, signInAddress(url));
		throw thrown;
	}
}

/** Signs this browser out and leaves nothing of the person behind. */
export async function signOut(): Promise<void> {
	try {
		await api.delete('/sessions/current');
	} finally {
		session.forget();
		me.forget();
	}
}

/** Where the person's work waits: the desk, the one section they work in, or the account where several stand to choose. */
function home(): string {
	if (current?.account.coordinator) return '/desk';
	const sections = new Set(me.organisations.map((one) => (one.kind === 'studio' ? '/studio' : '/organizer')));
	const [only] = sections;
	return only && sections.size === 1 && me.organisations.some((one) => one.status === 'approved')
		? only
		: '/account';
}

/** Where somebody goes who has signed in: only a path of this site may be returned to. */
export function safeNext(next: string | null): string {
	return next && /^\/(?![/\\])/.test(next) ? next : home();
}
