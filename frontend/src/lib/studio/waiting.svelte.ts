/** How much waits in a studio: the numbers beside the rail's entries. Asked with every page; a failure shows none. */
import { api } from '#lib/api/index.ts';

let orders = $state(0);
let decisions = $state(0);
let last = 0;

export const waiting = {
	get orders() {
		return orders;
	},
	get decisions() {
		return decisions;
	},
	async ask(studio: string, atOnce = false): Promise<void> {
		// Walking through pages quickly is no reason to ask each time.
		if (!atOnce && Date.now() - last < 3_000) return;
		last = Date.now();
		try {
			const today = await api.get(`/organisations/${studio}/today`);
			orders = today.orders_to_pack;
			decisions = today.decisions_unread;
		} catch {
			// The pages themselves say what is wrong.
		}
	}
};
