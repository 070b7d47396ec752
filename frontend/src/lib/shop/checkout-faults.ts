/** What of the checkout is still missing. Fetched when an order is sent. */
import * as v from 'valibot';
import type { CheckoutForm, Fault, Faults } from './checkout.ts';

const given = v.pipe(v.string(), v.trim(), v.nonEmpty('missing'));
const person = v.object({
	email: v.pipe(v.string(), v.trim(), v.nonEmpty('missing'), v.email('email')),
	name: given,
	terms: v.literal(true, 'terms')
});
const address = v.object({ street: given, city: given, country: given });
const company = v.object({
	companyName: given,
	companyStreet: given,
	companyPostcode: given,
	companyCity: given,
	companyCountry: given,
	companyVatId: v.pipe(
		v.string(),
		v.trim(),
		v.regex(/^$|^(SI ?\d{4} ?\d{4}|(?!SI)[A-Z]{2}[\dA-Z .-]{5,15})$/i, 'vat_id')
	)
});
const postcodes: Record<string, RegExp> = {
	SI: /^\d{4}$/,
	AT: /^\d{4}$/,
	HU: /^\d{4}$/,
	HR: /^\d{5}$/,
	IT: /^\d{5}$/,
	DE: /^\d{5}$/
};

/** The fields as they stand on the page: the summary leads through them from top to bottom. */
const order: (keyof CheckoutForm)[] = [
	'name',
	'email',
	'street',
	'postcode',
	'city',
	'country',
	'companyName',
	'companyVatId',
	'companyStreet',
	'companyPostcode',
	'companyCity',
	'companyCountry',
	'terms'
];

/** Faults by field, in the order of the page; none when the order may be sent. */
export function faults(form: CheckoutForm, withAddress: boolean): Faults {
	const found: Faults = {};
	for (const schema of [person, ...(withAddress ? [address] : []), ...(form.company ? [company] : [])]) {
		const result = v.safeParse(schema, form);
		for (const issue of result.issues ?? []) {
			const key = issue.path?.[0]?.key as keyof CheckoutForm | undefined;
			if (key && !found[key]) found[key] = issue.message as Fault;
		}
	}
	if (withAddress) {
		const postcode = form.postcode.trim();
		if (!postcode) found.postcode = 'missing';
		else if (postcodes[form.country] && !postcodes[form.country]?.test(postcode)) found.postcode = 'postcode';
	}
	return Object.fromEntries(
		Object.entries(found).sort(
			([one], [other]) =>
				order.indexOf(one as keyof CheckoutForm) - order.indexOf(other as keyof CheckoutForm)
		)
	);
}
