/** What stays with the maker of a price, in cents: never a float, each part rounded half up as on an invoice. */
export interface Costs {
	/** What the buyer pays, VAT included. */
	price: number;
	/** Basis points of VAT in the price; 0 for who charges none. */
	vat_bp: number;
	/** Basis points of the price that a sale costs: commission, or a stall's share. */
	fee_bp: number;
	/** The fee in cents where it is known exactly; then the basis points do not count. */
	fee?: number;
	/** VAT on that fee; who charges VAT gets it back, so it costs nothing. */
	fee_vat_bp: number;
	/** Material and parts of one piece. */
	material: number;
	/** Minutes of work on one piece. */
	minutes: number;
}

export interface Kept {
	vat: number;
	fee: number;
	fee_vat: number;
	keep: number;
	/** For an hour of work after material; null where no time is given. */
	hour: number | null;
	/** The kept share of the price, 0 to 100. */
	share: number;
}

const halfUp = (value: number) => Math.floor(value + 0.5);

export function keep(costs: Costs): Kept {
	const vat = halfUp((costs.price * costs.vat_bp) / (10_000 + costs.vat_bp));
	const fee = costs.fee ?? halfUp((costs.price * costs.fee_bp) / 10_000);
	const fee_vat = costs.vat_bp > 0 ? 0 : halfUp((fee * costs.fee_vat_bp) / 10_000);
	const kept = costs.price - vat - fee - fee_vat;
	return {
		vat,
		fee,
		fee_vat,
		keep: kept,
		hour: costs.minutes > 0 ? halfUp(((kept - costs.material) * 60) / costs.minutes) : null,
		share: costs.price > 0 ? Math.max(0, Math.min(100, (kept * 100) / costs.price)) : 0
	};
}
