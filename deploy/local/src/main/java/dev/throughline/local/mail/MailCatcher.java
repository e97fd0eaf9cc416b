package dev.throughline.local.mail;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.subethamail.smtp.server.SMTPServer;

/** Takes mails by SMTP (RFC 5321) and shows them by HTTP, both on the loopback interface. */
public final class MailCatcher {

    private static final int LARGEST_BYTES = 25 * 1024 * 1024;
    private static final int CONNECTIONS = 100;
    private static final int READERS = 4;

    private final SMTPServer smtp;
    private final HttpServer http;
    private final ExecutorService readers;

    private MailCatcher(SMTPServer smtp, HttpServer http, ExecutorService readers) {
        this.smtp = smtp;
        this.http = http;
        this.readers = readers;
    }

    /** Starts it with its mails in {@code folder}. */
    public static MailCatcher start(int smtpPort, int httpPort, Path folder) throws IOException {
        var box = new MailBox(folder);
        var loopback = InetAddress.getLoopbackAddress();
        var smtp = new SMTPServer.Builder()
                .bindAddress(loopback)
                .port(smtpPort)
                .hostName("localhost")
                .softwareName("Throughline")
                .maxConnections(CONNECTIONS)
                .maxMessageSize(LARGEST_BYTES)
                .connectionTimeout(1, TimeUnit.MINUTES)
                .messageHandlerFactory(context -> new Taker(box))
                .build();
        var http = HttpServer.create(new InetSocketAddress(loopback, httpPort), 0);
        var readers = Executors.newFixedThreadPool(READERS, MailCatcher::daemon);
        http.setExecutor(readers);
        http.createContext("/", new MailPages(box));
        smtp.start();
        http.start();
        return new MailCatcher(smtp, http, readers);
    }

    public void stop() {
        smtp.stop();
        http.stop(0);
        readers.shutdownNow();
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "mail-pages");
        thread.setDaemon(true);
        return thread;
    }
}
