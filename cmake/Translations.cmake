# holdfast_translations(TARGET): what the program says in other languages, built into TARGET below ":/translations".
# The target `translations` makes the .qm files, `translations_update` takes new texts over from the sources into the .ts.
function(holdfast_translations target)
  set(qt_programs ${QT6_INSTALL_PREFIX}/${QT6_INSTALL_BINS} ${QT6_INSTALL_PREFIX}/${QT6_INSTALL_LIBEXECS} /usr/lib/qt6/bin)
  find_program(LRELEASE lrelease HINTS ${qt_programs} REQUIRED)
  find_program(LUPDATE lupdate HINTS ${qt_programs} REQUIRED)
  set(source ${PROJECT_SOURCE_DIR}/resources/translations/holdfast_de.ts)
  set(made ${PROJECT_BINARY_DIR}/translations/holdfast_de.qm)
  add_custom_command(OUTPUT ${made}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/translations
    COMMAND ${LRELEASE} -silent ${source} -qm ${made}
    DEPENDS ${source}
    VERBATIM)
  add_custom_target(translations DEPENDS ${made})
  qt_add_resources(${target} translations PREFIX "/translations" BASE ${PROJECT_BINARY_DIR}/translations FILES ${made})
  add_custom_target(translations_update
    COMMAND ${LUPDATE} -locations none -no-obsolete models views app/console -I . -ts ${source}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    VERBATIM)
endfunction()
