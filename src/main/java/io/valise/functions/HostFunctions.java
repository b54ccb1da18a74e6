package io.valise.functions;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportFunction;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionImport;

/**
 * Everything that the engine can call: the {@link Host}, and from the system interface (WASI preview 1) the clock,
 * random numbers and an empty environment. Every other call, such as one for files, is answered "bad file descriptor".
 */
final class HostFunctions {
    private static final long SUCCESS = 0;
    private static final long BAD_FILE_DESCRIPTOR = 8;

    private final WasmModule module;
    private final Clock clock;
    private final RandomGenerator random;
    private final @Nullable Host host;

    HostFunctions(WasmModule module, Clock clock, RandomGenerator random, @Nullable Host host) {
        this.module = module;
        this.clock = clock;
        this.random = random;
        this.host = host;
    }

    ImportFunction function(FunctionImport wanted) {
        return new HostFunction(
                wanted.module(),
                wanted.name(),
                module.typeSection().getType(wanted.typeIndex()),
                (instance, arguments) -> answer(wanted.name(), instance, arguments));
    }

    private long @Nullable [] answer(String name, Instance instance, long[] arguments) {
        Memory memory = instance.memory();
        return switch (name) {
            case "invoke" -> new long[] {invoke(instance, arguments)};
            case "clock_time_get" -> {
                Instant now = clock.instant();
                memory.writeLong((int) arguments[2], now.getEpochSecond() * 1_000_000_000L + now.getNano());
                yield new long[] {SUCCESS};
            }
            case "random_get" -> {
                byte[] bytes = new byte[(int) arguments[1]];
                random.nextBytes(bytes);
                memory.write((int) arguments[0], bytes);
                yield new long[] {SUCCESS};
            }
            case "environ_sizes_get" -> {
                memory.writeI32((int) arguments[0], 0);
                memory.writeI32((int) arguments[1], 0);
                yield new long[] {SUCCESS};
            }
            case "proc_exit" -> throw new IllegalStateException("the engine gave up");
            default -> new long[] {BAD_FILE_DESCRIPTOR};
        };
    }

    /**
     * The arguments are three strings by address and length: a module, which is not used, the question, and its text.
     */
    private int invoke(Instance instance, long[] arguments) {
        if (host == null) {
            throw new IllegalStateException("asked before there is a call");
        }
        Memory memory = instance.memory();
        int length = (int) arguments[5];
        String answer = host.ask(
                memory.readString((int) arguments[2], (int) arguments[3]),
                length,
                () -> memory.readString((int) arguments[4], length));
        byte[] text = answer.getBytes(StandardCharsets.UTF_8);
        int at = allocate(instance, text);
        int pair = allocate(instance, new byte[8]);
        memory.writeI32(pair, at);
        memory.writeI32(pair + 4, text.length);
        return pair;
    }

    /** Copies bytes into the engine's memory, at an address that the engine chooses. */
    static int allocate(Instance instance, byte[] bytes) {
        int at = (int) instance.export("cabi_realloc").apply(0, 0, 1, bytes.length)[0];
        instance.memory().write(at, bytes);
        return at;
    }
}
