/**
 * Who is signed in and for which organisations they may act, read once and shared by all back-office sections.
 * `me.acting(kinds)` is the organisation of the moment among those of the given kinds; the choice is remembered in this browser.
 */
import { redirect } from '@sveltejs/kit';
import {
	api,
	asProblem,
	session,
	type MeView,
	type MyOrganisation,
	type OrganisationKind
} from '#lib/api/index.ts';

const remembered = 'modrotisk.organisation';

let view = $state.raw<MeView | null>(null);
let chosen = $state<string | null>(fromMemory());
let underWay: Promise<MeView> | null = null;

function fromMemory(): string | null {
	try {
		return localStorage.getItem(remembered);
	} catch {
		return null;
	}
}

export const me = {
	/** What was read last; null for a visitor. */
	get view(): MeView | null {
		return view;
	},
	/** Reads once; `fresh` reads again after something about the person or their organisations changed. */
	async load(fresh = false): Promise<MeView> {
		if (view && !fresh) return view;
		underWay ??= api.get<MeView>('/me').finally(() => {
			underWay = null;
		});
		return (view = await underWay);
	},
	/** After signing out, or when somebody else signs in. */
	forget(): void {
		view = null;
	},
	/** The organisations of the person that are of one of these kinds. */
	organisations(kinds: readonly OrganisationKind[]): MyOrganisation[] {
		return view?.organisations.filter((one) => kinds.includes(one.kind)) ?? [];
	},
	/** The one the person acts for now: the last choice, else the first. */
	acting(kinds: readonly OrganisationKind[]): MyOrganisation | null {
		const mine = me.organisations(kinds);
		return mine.find((one) => one.id === chosen) ?? mine[0] ?? null;
	},
	actFor(organisation: string): void {
		chosen = organisation;
		try {
			localStorage.setItem(remembered, organisation);
		} catch {
			// Without storage the choice lasts as long as the page.
		}
	}
};

/** For the `load` of a section's layout: leads visitors to the sign-in page and back to where they wanted to go. */
export async function signedIn(url: URL): Promise<MeView> {
	const away = `/account/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`;
	if (!(await session.token())) redirect(307, away);
	try {
		return await me.load();
	} catch (thrown) {
		if (asProblem(thrown).status === 401) redirect(307, away);
		throw thrown;
	}
}
