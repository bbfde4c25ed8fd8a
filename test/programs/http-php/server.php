<?php
// SPDX-License-Identifier: MIT
// Answers with what was asked, and the digest of what was sent along; a text is served as a file.
if (str_ends_with($_SERVER['REQUEST_URI'], '.txt'))
	return false;
echo $_SERVER['REQUEST_METHOD'], ' ', $_SERVER['REQUEST_URI'], ' ', hash('sha256', file_get_contents('php://input')), "\n";
