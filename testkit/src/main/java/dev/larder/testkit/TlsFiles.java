package dev.larder.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate of a server, made by the JDK's keytool, as files for Redis and as a context that trusts it. */
public final class TlsFiles implements AutoCloseable {
    private static final String LOCALHOST = "dns:localhost,ip:127.0.0.1,ip:::1";
    private static final String EXPIRED = "expired.crt";
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path folder;
    private final Path certificate;
    private final Path key;
    private final SSLContext trusting;

    private TlsFiles(Path folder, Path certificate, Path key, SSLContext trusting) {
        this.folder = folder;
        this.certificate = certificate;
        this.key = key;
        this.trusting = trusting;
    }

    /** A certificate for {@code localhost}, {@code 127.0.0.1} and {@code ::1}. */
    public static TlsFiles forLocalhost() {
        return make(LOCALHOST, folder -> "server");
    }

    /** A certificate for a host that this machine is not. */
    public static TlsFiles forAnotherHost() {
        return make("dns:redis.example", folder -> "server");
    }

    /** A certificate for {@code localhost} of an authority that is trusted, and beside it one that has {@link #expired}. */
    public static TlsFiles ofAuthority() {
        return make(LOCALHOST, folder -> {
            Path store = folder.resolve("store.p12");
            keytool(store, "-genkeypair", "-alias", "ca", "-dname", "CN=larder-ca", "-ext", "bc:c", "-keyalg", "EC");
            sign(folder, store, "server.crt", "-validity", "2");
            sign(folder, store, EXPIRED, "-startdate", "-3d", "-validity", "1");
            return "ca";
        });
    }

    private static void sign(Path folder, Path store, String to, String... time) throws IOException {
        Path request = folder.resolve("request");
        keytool(store, "-certreq", "-alias", "server", "-file", request.toString());
        List<String> words = new ArrayList<>(List.of("-gencert", "-alias", "ca", "-rfc", "-ext", "san=" + LOCALHOST));
        words.addAll(List.of(
                "-infile", request.toString(), "-outfile", folder.resolve(to).toString()));
        words.addAll(List.of(time));
        keytool(store, words.toArray(String[]::new));
    }

    /** Makes more than the key of the server, and says whose certificate is to be trusted. */
    private interface More {
        String in(Path folder) throws IOException;
    }

    private static TlsFiles make(String names, More more) {
        try {
            Path folder = Files.createTempDirectory("larder-tls");
            Path store = folder.resolve("store.p12");
            keytool(
                    store,
                    "-genkeypair",
                    "-alias",
                    "server",
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-validity",
                    "2",
                    "-dname",
                    "CN=larder-test",
                    "-ext",
                    "san=" + names);
            String trusted = more.in(folder);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            Path certificate = folder.resolve("server.crt");
            Path key = folder.resolve("server.key");
            if (!Files.exists(certificate)) {
                Files.writeString(
                        certificate,
                        pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
            }
            Key secret = keys.getKey("server", PASSWORD);
            Files.writeString(key, pem("PRIVATE KEY", secret.getEncoded()));
            return new TlsFiles(folder, certificate, key, trusting(keys.getCertificate(trusted)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void keytool(Path store, String... words) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(words));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString()));
        command.addAll(List.of("-storepass", new String(PASSWORD)));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output =
                    new String(keytool.getInputStream().readAllBytes(), java.nio.charset.Charset.defaultCharset());
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool failed: " + output);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    private static SSLContext trusting(Certificate certificate) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static String pem(String what, byte[] encoded) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + what
                + "-----\n";
    }

    /** The file with another certificate for the same key, which has expired; for those {@link #ofAuthority}. */
    public Path expired() {
        return folder.resolve(EXPIRED);
    }

    /** The file with the certificate. */
    public Path certificate() {
        return certificate;
    }

    Path key() {
        return key;
    }

    /** A context that trusts this certificate, or its authority, alone. */
    public SSLContext context() {
        return trusting;
    }

    @Override
    public void close() {
        Folders.delete(folder);
    }
}
