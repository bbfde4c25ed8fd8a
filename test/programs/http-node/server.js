// SPDX-License-Identifier: MIT
// Answers with what was asked, and the digest of what was sent along.
const http = require("http");
const crypto = require("crypto");

http.createServer((request, response) => {
	const hash = crypto.createHash("sha256");
	request.on("data", piece => hash.update(piece));
	request.on("end", () => response.end(`${request.method} ${request.url} ${hash.digest("hex")}\n`));
}).listen(28001);
