// region install-gradle
plugins {
    application
}

repositories {
    mavenLocal() // until the first release
    mavenCentral()
}

dependencies {
    implementation(platform("dev.larder:larder-bom:0.1.0-SNAPSHOT"))
    implementation("dev.larder:larder-api")
    runtimeOnly("dev.larder:larder-impl")
    runtimeOnly("dev.larder:larder-serializer-json")
}

application {
    mainClass.set("Main")
}
// endregion
