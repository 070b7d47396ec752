/**
 * The cart, one for the whole shop: read once, replaced by the answer of every act. A guest's cart is known by a
 * secret that the server gives with the first piece.
 */
import {
	api,
	asProblem,
	cartToken,
	keepCartToken,
	session,
	type AddLine,
	type CartLineView,
	type CartView,
	type ChangeLine
} from '#lib/api/index.ts';

let view = $state.raw<CartView | null>(null);
let underWay: Promise<void> | null = null;

function take(answer: CartView): CartView {
	if (answer.token) keepCartToken(answer.token);
	view = answer;
	return answer;
}

/** A guest's pieces follow the person who signs in, once. */
async function merge(): Promise<void> {
	if (!cartToken() || !session.signedIn) return;
	try {
		take(await api.post('/carts/current/merge'));
		keepCartToken(null);
	} catch (thrown) {
		// A cart that is gone or a session that ended: the next read tells.
		if (asProblem(thrown).status === 404) keepCartToken(null);
	}
}

async function read(): Promise<void> {
	if (!cartToken() && !session.signedIn) {
		view = null;
		return;
	}
	await merge();
	take(await api.get('/carts/current'));
}

export const cart = {
	get view(): CartView | null {
		return view;
	},
	get count(): number {
		return view?.count ?? 0;
	},
	/** The answer of an act elsewhere that changed it. */
	put(answer: CartView): void {
		take(answer);
	},
	/** Reads the cart; several callers at once share one request. */
	load(): Promise<void> {
		underWay ??= read().finally(() => {
			underWay = null;
		});
		return underWay;
	},
	async add(line: AddLine): Promise<CartView> {
		return take(await api.post('/carts/current/lines', line));
	},
	async change(id: string, change: ChangeLine): Promise<CartView> {
		return take(await api.patch(`/carts/current/lines/${id}`, change));
	},
	/** Answers with the act that takes it back. */
	async remove(line: CartLineView): Promise<() => Promise<CartView>> {
		take(await api.delete(`/carts/current/lines/${line.id}`));
		return () =>
			cart.add({
				variant_id: line.variant_id,
				quantity: line.quantity,
				personalisation: line.personalisation
			});
	},
	async choose(organisation: string, option: string): Promise<CartView> {
		return take(await api.put(`/carts/current/deliveries/${organisation}`, { option_id: option }));
	},
	/** Where it goes decides what delivery costs. */
	async sendTo(country: string): Promise<CartView> {
		return take(await api.patch('/carts/current', { country }));
	},
	async acceptPrices(): Promise<CartView> {
		return take(await api.post('/carts/current/price-acceptance'));
	}
};
