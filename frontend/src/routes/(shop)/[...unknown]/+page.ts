import { error } from '@sveltejs/kit';

export function load(): never {
	error(404, { message: 'not found', code: 'not_found' });
}
