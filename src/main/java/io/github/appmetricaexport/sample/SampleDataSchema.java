package io.github.appmetricaexport.sample;

import io.github.appmetricaexport.sandbox.SampleEvent;
import io.github.appmetricaexport.sandbox.SampleEvent.Device;
import io.github.appmetricaexport.sandbox.SampleEvent.Network;
import io.github.appmetricaexport.sandbox.SampleEvent.Params;
import io.github.appmetricaexport.sandbox.SampleEvent.Screen;
import java.sql.Timestamp;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The table of the sample day; the order of its columns is that of {@link #toRow}. */
final class SampleDataSchema {
    private static final StructType SCREEN =
            new StructType().add("name", DataTypes.StringType).add("position", DataTypes.IntegerType);

    private static final StructType PARAMS = new StructType()
            .add("level", DataTypes.IntegerType)
            .add("item", DataTypes.StringType)
            .add("amount", DataTypes.DoubleType)
            .add("currency", DataTypes.StringType)
            .add("tags", DataTypes.createArrayType(DataTypes.StringType))
            .add("note", DataTypes.StringType)
            .add("query", DataTypes.StringType)
            .add("screen", SCREEN);

    static final StructType TABLE = new StructType()
            .add("application", DataTypes.IntegerType)
            .add("user_id", DataTypes.LongType)
            .add("login", DataTypes.StringType)
            .add("device_hash", DataTypes.StringType)
            .add("action", DataTypes.StringType)
            .add("at", DataTypes.TimestampType)
            .add("params", PARAMS)
            .add("raw_params", DataTypes.StringType)
            .add("session", DataTypes.StringType)
            .add("os", DataTypes.StringType)
            .add("os_version", DataTypes.StringType)
            .add("manufacturer", DataTypes.StringType)
            .add("model", DataTypes.StringType)
            .add("device_type", DataTypes.StringType)
            .add("locale", DataTypes.StringType)
            .add("app_version", DataTypes.StringType)
            .add("package", DataTypes.StringType)
            .add("connection", DataTypes.StringType)
            .add("carrier", DataTypes.StringType)
            .add("mcc", DataTypes.StringType)
            .add("mnc", DataTypes.StringType)
            .add("ip", DataTypes.StringType)
            .add("google_aid", DataTypes.StringType)
            .add("ios_ifa", DataTypes.StringType);

    private SampleDataSchema() {}

    static Row toRow(SampleEvent event) {
        Device device = event.device();
        Network network = event.network();
        return RowFactory.create(
                event.application(),
                event.userId(),
                event.login(),
                event.deviceHash(),
                event.action(),
                Timestamp.from(event.at()),
                toRow(event.params()),
                event.rawParams(),
                event.session(),
                device.os(),
                device.osVersion(),
                device.manufacturer(),
                device.model(),
                device.deviceType(),
                device.locale(),
                device.appVersion(),
                device.packageName(),
                network.connection(),
                network.carrier(),
                network.mcc(),
                network.mnc(),
                network.ip(),
                device.googleAid(),
                device.iosIfa());
    }

    private static Row toRow(Params params) {
        if (params == null) {
            return null;
        }
        return RowFactory.create(
                params.level(),
                params.item(),
                params.amount(),
                params.currency(),
                params.tags() == null ? null : params.tags().toArray(String[]::new),
                params.note(),
                params.query(),
                toRow(params.screen()));
    }

    private static Row toRow(Screen screen) {
        return screen == null ? null : RowFactory.create(screen.name(), screen.position());
    }
}
