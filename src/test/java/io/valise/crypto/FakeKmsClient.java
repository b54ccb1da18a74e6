package io.valise.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An in-process KMS, found by the service loader like a real one. It records the threads that call it. */
public final class FakeKmsClient implements KmsClient {
    static final String KEY_URI = "fake-kms://keys/master";
    static final String BROKEN_URI = "fake-kms://broken";

    static final List<String> CALLED_ON = Collections.synchronizedList(new ArrayList<>());
    static volatile boolean down;
    /** Calls wait for this before they answer. */
    static volatile CountDownLatch gate = new CountDownLatch(0);

    private static final Aead KEY = MasterKeyParser.parse("the fake KMS", MasterKeyParserTest.key(99))
            .primary()
            .aead();

    @Override
    public boolean doesSupport(String uri) {
        return uri.startsWith("fake-kms://");
    }

    @Override
    public KmsClient withCredentials(String path) {
        return this;
    }

    @Override
    public KmsClient withDefaultCredentials() {
        return this;
    }

    @Override
    public Aead getAead(String uri) throws GeneralSecurityException {
        if (uri.equals(BROKEN_URI)) {
            throw new GeneralSecurityException("no such key");
        }
        return new Aead() {
            @Override
            public byte[] encrypt(byte[] clear, byte[] associatedData) throws GeneralSecurityException {
                called();
                return KEY.encrypt(clear, associatedData);
            }

            @Override
            public byte[] decrypt(byte[] sealed, byte[] associatedData) throws GeneralSecurityException {
                called();
                return KEY.decrypt(sealed, associatedData);
            }
        };
    }

    private static void called() throws GeneralSecurityException {
        CALLED_ON.add(Thread.currentThread().getName());
        try {
            if (!gate.await(20, TimeUnit.SECONDS)) {
                throw new GeneralSecurityException("the test left the gate shut");
            }
        } catch (InterruptedException stopped) {
            throw new GeneralSecurityException(stopped);
        }
        if (down) {
            throw new GeneralSecurityException("the KMS is down");
        }
    }
}
