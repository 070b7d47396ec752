/** Orders that are paid straight to their maker, and the statements that pay them. */
import { cartWith, visitor, type Answer, type Neighbour } from './api.ts';

/** A guest's order by bank transfer. */
export async function orderByTransfer(variant: string): Promise<{ token: string; reference: string }> {
	const { token: cart } = await cartWith(variant);
	const view = await visitor.send('GET', '/carts/current', undefined, { 'X-Cart-Token': cart });
	const group = await visitor.post(
		'/order-groups',
		{
			email: 'nakazilo@example.org',
			name: 'Tone Zupan',
			phone: null,
			address: { name: 'Tone Zupan', street: 'Cankarjeva 3', postcode: '4000', city: 'Kranj', country: 'SI' },
			deliveries: view.parcels.map((parcel: Answer) => ({
				organisation_id: parcel.organisation_id,
				option_id: parcel.chosen_option_id
			})),
			gift_note: null,
			hide_prices: false,
			terms_accepted: true,
			locale: 'sl',
			total: view.total,
			payment_method: 'bank_transfer'
		},
		{ 'X-Cart-Token': cart, 'Idempotency-Key': crypto.randomUUID() }
	);
	return { token: group.token, reference: group.transfer.reference };
}

/** A statement with so many cents for a reference, and another payment that nobody can place. */
export function statement(iban: string, reference: string, cents: number): string {
	const day = new Date().toISOString().slice(0, 10);
	const entry = (bank: string, amount: number, ref: string, name: string) =>
		`<Ntry><Amt Ccy="EUR">${(amount / 100).toFixed(2)}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>` +
		`<BookgDt><Dt>${day}</Dt></BookgDt><AcctSvcrRef>${bank}</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><Dbtr><Pty>` +
		`<Nm>${name}</Nm></Pty></Dbtr></RltdPties><RmtInf><Strd><CdtrRefInf><Ref>${ref}</Ref></CdtrRefInf></Strd></RmtInf>` +
		`</TxDtls></NtryDtls></Ntry>`;
	const mark = reference.slice(-6);
	return (
		'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>' +
		`<Acct><Id><IBAN>${iban.replaceAll(' ', '')}</IBAN></Id></Acct>` +
		entry(`A-${mark}`, cents, reference, 'Tone Zupan') +
		entry(`B-${mark}`, 1250, 'SI99', 'Neznana d. o. o.') +
		'</Stmt></BkToCstmrStmt></Document>'
	);
}

/** The maker reads a statement in. */
export async function payByStatement(maker: Neighbour, reference: string, cents: number): Promise<void> {
	const home = `/organisations/${maker.organisation}/bank`;
	const { iban } = await maker.maker.get(home);
	const body = new TextEncoder().encode(statement(iban, reference, cents));
	await maker.maker.send('POST', `${home}/statements`, body, { 'Content-Type': 'application/octet-stream' });
}
