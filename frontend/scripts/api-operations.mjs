// Which address takes and gives what: one line an operation, by method and by path with `{}` for what varies.
// `src/lib/api/client.ts` looks every call up here, so that a changed API fails the check where it is called.
import { readFile, writeFile } from 'node:fs/promises';

const base = '/api/v1';
const document = JSON.parse(await readFile('../docs/openapi.json', 'utf8'));
const methods = { GET: [], POST: [], PUT: [], PATCH: [], DELETE: [] };

/** `list_own_orders` is `ListOwnOrders` in the generated types. */
const typeName = (id) =>
	id
		.split('_')
		.map((word) => word[0].toUpperCase() + word.slice(1))
		.join('');

for (const [path, item] of Object.entries(document.paths)) {
	for (const [method, operation] of Object.entries(item)) {
		const name = typeName(operation.operationId);
		const key = (operation.parameters ?? []).some(
			(parameter) => parameter.in === 'header' && parameter.name === 'Idempotency-Key' && parameter.required
		);
		const version = (operation.parameters ?? []).some(
			(parameter) => parameter.in === 'header' && parameter.name === 'If-Match' && parameter.required
		);
		const address = path.slice(base.length).replace(/\{[^}]*\}/g, '{}');
		methods[method.toUpperCase()].push(
			`\t\t'${address}': { query: T.${name}Data['query']; body: T.${name}Data['body']; ` +
				`answer: T.${name}Response; key: ${key}; version: ${version} };`
		);
	}
}

const text = Object.entries(methods)
	.map(([method, lines]) => `\t${method}: {\n${lines.join('\n')}\n\t};`)
	.join('\n');
await writeFile(
	'src/lib/api/generated/operations.gen.ts',
	`// Written by scripts/api-operations.mjs from docs/openapi.json.\nimport type * as T from './types.gen.ts';\n\nexport interface Operations {\n${text}\n}\n`
);
