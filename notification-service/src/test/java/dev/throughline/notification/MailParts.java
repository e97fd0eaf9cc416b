package dev.throughline.notification;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A mail server that speaks TLS from the first byte, with a certificate that only the application under test trusts. */
public class MailParts implements QuarkusTestResourceLifecycleManager {

    private static final String PASSWORD = "changeit";

    private GreenMail mails;

    @Override
    public Map<String, String> start() {
        var store = certificate();
        System.setProperty("greenmail.tls.keystore.file", store.toString());
        System.setProperty("greenmail.tls.keystore.password", PASSWORD);
        mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
        mails.start();
        return Map.of(
                "quarkus.mailer.host",
                "localhost",
                "quarkus.mailer.port",
                String.valueOf(mails.getSmtps().getPort()),
                "quarkus.mailer.tls",
                "true",
                "quarkus.mailer.tls-configuration-name",
                "mail",
                "quarkus.tls.mail.trust-store.p12.path",
                store.toString(),
                "quarkus.tls.mail.trust-store.p12.password",
                PASSWORD);
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(mails, new TestInjector.MatchesType(GreenMail.class));
    }

    @Override
    public void stop() {
        mails.stop();
    }

    private static Path certificate() {
        try {
            var store = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "mail-")
                    .resolve("mail.p12");
            var made = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "mail",
                            "-keyalg",
                            "RSA",
                            "-keysize",
                            "2048",
                            "-validity",
                            "2",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "SAN=dns:localhost,ip:127.0.0.1",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            PASSWORD,
                            "-keypass",
                            PASSWORD)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(60, SECONDS);
            if (!made) {
                throw new IllegalStateException("keytool made no certificate in time.");
            }
            store.toFile().deleteOnExit();
            store.getParent().toFile().deleteOnExit();
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
