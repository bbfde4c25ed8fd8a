// SPDX-License-Identifier: MIT
// Answers with what was asked, and the digest of what was sent along.
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.Executors;

public class Server {
	public static void main(String[] args) throws Exception {
		HttpServer server = HttpServer.create(new InetSocketAddress(28016), 128);

		server.createContext("/", exchange -> {
			try {
				byte[] sent = exchange.getRequestBody().readAllBytes();
				byte[] digest = MessageDigest.getInstance("SHA-256").digest(sent);
				byte[] answer = (exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " +
						 HexFormat.of().formatHex(digest) + "\n").getBytes();

				exchange.sendResponseHeaders(200, answer.length);
				exchange.getResponseBody().write(answer);
			} catch (java.security.NoSuchAlgorithmException e) {
				throw new java.io.IOException(e);
			} finally {
				exchange.close();
			}
		});
		server.setExecutor(Executors.newFixedThreadPool(8));
		server.start();
	}
}
